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
  useCameraState,
  useCameras,
} from './cameras.ts'
export { type CameraDraft, readDraft } from './camera-draft.ts'
export { useCameraDraft, useNewCameraDraft } from './use-camera-draft.ts'
export { CameraFields, PlaceFields, RetentionFields, fieldWords } from './camera-fields.tsx'
