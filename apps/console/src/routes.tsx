// Every address of the console. State that matters is in it: reload, and one is back at the same place.

import type { QueryClient } from '@tanstack/react-query'
import {
  type RouterHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { AlarmsScreen } from './screens/alarms-screen.tsx'
import { CameraScreen } from './screens/camera-screen.tsx'
import { CamerasScreen } from './screens/cameras-screen.tsx'
import { Broken, NotFound } from './screens/dead-ends.tsx'
import { Frame } from './screens/frame.tsx'
import { HoldsScreen } from './screens/holds-screen.tsx'
import { LoginScreen } from './screens/login-screen.tsx'
import { PeopleScreen } from './screens/people-screen.tsx'
import { SystemScreen } from './screens/system-screen.tsx'
import { WallScreen } from './screens/wall-screen.tsx'
import { WelcomeScreen } from './screens/welcome-screen.tsx'
import { meQuery } from './trust/login/index.ts'

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  notFoundComponent: NotFound,
  errorComponent: Broken,
})

/** Search parameters are short texts; what each means its screen reads. */
function only<Name extends string>(...names: Name[]) {
  return (search: Record<string, unknown>): Partial<Record<Name, string>> => {
    const kept: Partial<Record<Name, string>> = {}
    for (const name of names) {
      const value = search[name]
      if (typeof value === 'string' && value !== '') kept[name] = value.slice(0, 400)
    }
    return kept
  }
}

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: only('next'),
  component: LoginScreen,
})
const welcome = createRoute({ getParentRoute: () => root, path: '/welcome', component: WelcomeScreen })
const gallery = createRoute({
  getParentRoute: () => root,
  path: '/gallery',
  component: lazyRouteComponent(() => import('./screens/gallery-screen.tsx'), 'GalleryScreen'),
})

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  beforeLoad: async ({ context, location }) => {
    // Without a server nobody knows who this is; the frame then says that there is no connection.
    const me = await context.client.ensureQueryData(meQuery)
    if (me === null) {
      const next = location.href === '/' ? undefined : location.href
      throw redirect({ to: '/login', search: next === undefined ? {} : { next } })
    }
  },
  component: Frame,
  errorComponent: Broken,
})

const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/wall' })
  },
})
const wall = createRoute({
  getParentRoute: () => frame,
  path: '/wall',
  validateSearch: only('layout', 'cameras', 'tile', 'list'),
  component: WallScreen,
})
const cameras = createRoute({
  getParentRoute: () => frame,
  path: '/cameras',
  validateSearch: only('filter', 'state'),
  component: CamerasScreen,
})
const cameraNew = createRoute({
  getParentRoute: () => frame,
  path: '/cameras/new',
  component: lazyRouteComponent(() => import('./screens/camera-new-screen.tsx'), 'CameraNewScreen'),
})
const camera = createRoute({ getParentRoute: () => frame, path: '/cameras/$number', component: CameraScreen })
const map = createRoute({
  getParentRoute: () => frame,
  path: '/map',
  validateSearch: only('at', 'camera', 'filter'),
  component: lazyRouteComponent(() => import('./screens/map-screen.tsx'), 'MapScreen'),
})
const playback = createRoute({
  getParentRoute: () => frame,
  path: '/playback',
  validateSearch: only('camera', 'at', 'span', 'in', 'out'),
  component: lazyRouteComponent(() => import('./screens/playback-screen.tsx'), 'PlaybackScreen'),
})
const alarms = createRoute({ getParentRoute: () => frame, path: '/alarms', component: AlarmsScreen })
const holds = createRoute({ getParentRoute: () => frame, path: '/holds', component: HoldsScreen })
const people = createRoute({ getParentRoute: () => frame, path: '/people', component: PeopleScreen })
const system = createRoute({ getParentRoute: () => frame, path: '/system', component: SystemScreen })

const tree = root.addChildren([
  login,
  welcome,
  gallery,
  frame.addChildren([home, wall, cameras, cameraNew, camera, map, playback, alarms, holds, people, system]),
])

/** Without a history of its own it is the browser's. */
export function makeRouter(client: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    ...(history ? { history } : {}),
    context: { client },
    // Plain texts, so that an address reads as it is typed: ?cameras=14,15, not a JSON of it.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const pairs = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
      const written = new URLSearchParams(pairs).toString().replaceAll('%2C', ',').replaceAll('%3A', ':')
      return written === '' ? '' : `?${written}`
    },
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
