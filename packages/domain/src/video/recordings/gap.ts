// A gap is time in which a camera was not recorded, with its cause. Absence is drawn and named, never blank.

export const gapCauses = [
  'not-reachable', // name, route or power: nobody answers
  'refused', // the port is closed
  'wrong-password',
  'password-unreadable', // the stored password cannot be opened: nobody connected
  'no-usable-track',
  'no-picture', // connected, but nothing comes
  'protocol-error', // garbage, or something that is not RTSP
  'closed-by-camera',
  'packets-lost', // a picture was damaged on the way; until the next keyframe
  'malformed-pictures', // they came whole, but their times or sizes fit into no file
  'queue-full', // our disk was too slow: a GOP was dropped
  'disk-full',
  'disk-error',
  'recorder-stopped', // we were not running
  'settings-changed',
  'clock-changed', // our own clock was set forward: the time between never was
  'switched-off', // somebody turned the camera's recording off
] as const
export type GapCause = (typeof gapCauses)[number]
