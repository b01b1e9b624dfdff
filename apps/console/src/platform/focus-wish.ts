// Where focus should be once the next screen stands: F3 asks for a filter that is not mounted yet. Taken once, so that
// coming back to the screen later finds it as it is.

export type FocusPlace = 'camera-filter'

let wished: FocusPlace | undefined

export function wishFocus(place: FocusPlace): void {
  wished = place
}

export function takeFocusWish(place: FocusPlace): boolean {
  const isOurs = wished === place
  if (isOurs) wished = undefined
  return isOurs
}
