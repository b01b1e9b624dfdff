import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'

import { refuseTakenPorts } from './ports.ts'

test('a taken port is refused by its number and use, with the option that changes it', async () => {
  const port = await takenPort()
  await expect(refuseTakenPorts([{ port, use: 'pictures' }], '127.0.0.1')).rejects.toThrow(
    `port ${port} for pictures is taken by another program; stop that program, or choose other ports with --port`,
  )
})

test('an address that this machine does not have is told as it is', async () => {
  await expect(refuseTakenPorts([{ port: 18_080, use: 'the console' }], '192.0.2.1')).rejects.toThrow(/EADDRNOTAVAIL/)
})

test('a free port is left free', async () => {
  const port = await freePort()
  await refuseTakenPorts([{ port, use: 'pictures' }], '127.0.0.1')
  await refuseTakenPorts([{ port, use: 'pictures' }], '127.0.0.1')
})

async function takenPort(): Promise<number> {
  const server = createServer()
  onTestFinished(() => void server.close())
  return listen(server)
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
