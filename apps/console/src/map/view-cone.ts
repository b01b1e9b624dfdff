// The sector that a camera sees, as a polygon on the ground. Pure. Flat-earth metres are true to a few centimetres at
// the 2 km that a cone may reach.

const METRES_PER_DEGREE = 111_320
/** A straight edge every 5° looks round at any zoom. */
const STEP_DEGREES = 5

export interface Cone {
  readonly headingDegrees: number
  readonly fieldOfViewDegrees: number
  readonly rangeMetres: number
}
export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/** Closed ring of [longitude, latitude]. A field of 360° is a circle without the point in the middle. */
export function coneRing(place: Place, cone: Cone): [number, number][] {
  const from = cone.headingDegrees - cone.fieldOfViewDegrees / 2
  const steps = Math.max(2, Math.ceil(cone.fieldOfViewDegrees / STEP_DEGREES))
  const arc = Array.from({ length: steps + 1 }, (_, i) => {
    const radians = ((from + (cone.fieldOfViewDegrees * i) / steps) * Math.PI) / 180
    return offset(place, Math.sin(radians) * cone.rangeMetres, Math.cos(radians) * cone.rangeMetres)
  })
  const isCircle = cone.fieldOfViewDegrees >= 360
  const first = isCircle ? arc[0] : ([place.longitude, place.latitude] as [number, number])
  return first ? (isCircle ? [...arc.slice(0, -1), first] : [first, ...arc, first]) : []
}

function offset({ latitude, longitude }: Place, eastMetres: number, northMetres: number): [number, number] {
  const shrink = Math.max(0.01, Math.cos((latitude * Math.PI) / 180))
  return [longitude + eastMetres / (METRES_PER_DEGREE * shrink), latitude + northMetres / METRES_PER_DEGREE]
}

/** Compass degrees from one place to another, for aiming a cone with the mouse. */
export function bearing(from: Place, to: Place): number {
  const east = (to.longitude - from.longitude) * Math.cos((from.latitude * Math.PI) / 180)
  const north = to.latitude - from.latitude
  const degrees = (Math.atan2(east, north) * 180) / Math.PI
  return degrees >= 0 ? degrees : degrees + 360
}
