// Cameras over the API.

import {
  cameraChangeShape,
  cameraListQueryShape,
  cameraListShape,
  cameraShape,
  cameraTestAnswerShape,
  cameraTestShape,
  newCameraShape,
} from '@sereno/contract/cameras'
import { cameraIdShape } from '@sereno/contract/common'
import { accepted } from '@sereno/domain/refusal'
import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import {
  type CamerasNeeds,
  addCamera,
  cameraGone,
  changeCamera,
  removeCamera,
  shown,
  shownRemoved,
  testCamera,
} from './handlers.ts'
import { findCamera, listCameras, listRemovedCameras } from './store.ts'

const one = z.object({ id: cameraIdShape })

export function cameraRoutes(needs: CamerasNeeds): Route[] {
  const { db } = needs.base
  return [
    route({
      method: 'get',
      path: '/api/cameras',
      summary: 'All cameras, by number, with their states. Or those that were removed and still have recordings.',
      access: 'cameras.list',
      query: cameraListQueryShape,
      answer: cameraListShape,
      run: async ({ query }) => {
        const cameras =
          query.removed === 'true'
            ? (await listRemovedCameras(db)).map(shownRemoved)
            : (await listCameras(db)).map((row) => shown(needs, row))
        return accepted({ cameras })
      },
    }),
    route({
      method: 'post',
      path: '/api/cameras',
      summary: 'Adds a camera. It is recorded from now on.',
      access: 'cameras.change',
      body: newCameraShape,
      answer: cameraShape,
      status: 201,
      run: ({ body }) => addCamera(needs, body),
    }),
    route({
      method: 'post',
      path: '/api/cameras/test',
      summary: 'Opens a source and says what it shows, or exactly what failed. Takes up to 12 s.',
      access: 'cameras.change',
      body: cameraTestShape,
      answer: cameraTestAnswerShape,
      run: ({ body }) => testCamera(needs, body),
    }),
    route({
      method: 'get',
      path: '/api/cameras/{id}',
      summary: 'One camera.',
      access: 'cameras.list',
      params: one,
      answer: cameraShape,
      run: async ({ params }) => {
        const row = await findCamera(db, params.id)
        return row ? accepted(shown(needs, row)) : cameraGone(params.id)
      },
    }),
    route({
      method: 'patch',
      path: '/api/cameras/{id}',
      summary: 'Changes what is sent of a camera; `version` is the one that was read.',
      access: 'cameras.change',
      params: one,
      body: cameraChangeShape,
      answer: cameraShape,
      run: ({ params, body }) => changeCamera(needs, params.id, body),
    }),
    route({
      method: 'delete',
      path: '/api/cameras/{id}',
      summary: 'Removes a camera. Its recordings stay until their time is over.',
      access: 'cameras.change',
      params: one,
      run: ({ params }) => removeCamera(needs, params.id),
    }),
  ]
}
