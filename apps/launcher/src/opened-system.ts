// What demo, start and reindex do first: settle whose rights and which tree, open the data folder, hold it for us.

import { readableTree } from './checkout-copy.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { identityFor, withRightsOf } from './identity.ts'
import { claimPidFile } from './pid-file.ts'
import { type Cluster, locateCluster, refuseOtherMajor } from './postgres/cluster.ts'

export interface OpenedSystem {
  tree: string
  data: DataFolder
  /** Undefined where DATABASE_URL names a server of somebody else's. */
  cluster: Cluster | undefined
  /** Lets go of the data folder. */
  release(): void
}

export interface OpenSystem {
  dataFolder: string
  checkout: string
  env: NodeJS.ProcessEnv
  /** Where root keeps its copies of a checkout. */
  copies?: string
}

/** Refuses, by an `Obstacle`, whatever stands in the way, and has then changed nothing that matters. */
export function openSystem({ dataFolder, checkout, env, copies }: OpenSystem): OpenedSystem {
  const identity = identityFor(dataFolder)
  const data = openDataFolder(dataFolder, identity)
  const pidFile = withRightsOf(identity, () => claimPidFile(data.path))
  const release = () => withRightsOf(identity, () => pidFile.release())
  try {
    const usesOwnDatabase = !env['DATABASE_URL']
    if (usesOwnDatabase) refuseOtherMajor(data)
    const tree = readableTree(checkout, identity, copies)
    return { tree, data, cluster: usesOwnDatabase ? locateCluster(data, tree) : undefined, release }
  } catch (thrown) {
    release()
    throw thrown
  }
}
