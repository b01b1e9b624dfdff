// What other parts may use of views.

export { LiveTile } from './live-tile.tsx'
export { openPictureView } from './open-view.ts'
export { choosePurpose, usePurpose } from './purpose.ts'
export { useLiveView } from './use-live-view.ts'
export {
  type Layout,
  type WallPlace,
  layouts,
  readWall,
  withCamera,
  withLayout,
  withMove,
  writeWall,
} from './wall-place.ts'
