// What other parts may use of cameras.

export { CAMERA_DRAG_TYPE, CameraPick } from './camera-pick.tsx'
export { CameraStateLine, markOf, stateReason, stateWord } from './camera-state.tsx'
export {
  addCamera,
  changeCamera,
  matches,
  mergeStates,
  reloadCameras,
  removeCamera,
  testCamera,
  useCameraById,
  useCameraByNumber,
  useCameras,
} from './cameras.ts'
export { type CameraDraft, draftOf, emptyDraft, readDraft } from './camera-draft.ts'
export { CameraFields, PlaceFields, RetentionFields } from './camera-fields.tsx'
