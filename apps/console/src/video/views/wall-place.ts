// Which camera is on which tile, as the URL says it: ?layout=9&cameras=14,15,,22. Pure.

export const layouts = [1, 4, 9, 16] as const
export type Layout = (typeof layouts)[number]

export interface WallPlace {
  readonly layout: Layout
  /** Camera numbers, one for each tile; undefined is an empty tile. */
  readonly tiles: readonly (number | undefined)[]
  readonly selected: number
}

export function sideOf(layout: Layout): number {
  return Math.sqrt(layout)
}

export function readWall(search: { layout?: string; cameras?: string; tile?: string }): WallPlace {
  const layout = layouts.find((count) => String(count) === search.layout) ?? 4
  const numbers = (search.cameras ?? '').split(',').map((word) => (/^\d{1,4}$/.test(word) ? Number(word) : undefined))
  const tiles = Array.from({ length: layout }, (_, at) => (numbers[at] ? numbers[at] : undefined))
  const selected = /^\d{1,2}$/.test(search.tile ?? '') ? Number(search.tile) - 1 : 0
  return { layout, tiles, selected: Math.max(0, Math.min(layout - 1, selected)) }
}

export function writeWall({ layout, tiles, selected }: WallPlace): { layout: string; cameras: string; tile: string } {
  return {
    layout: String(layout),
    cameras: tiles
      .map((number) => number ?? '')
      .join(',')
      .replace(/,+$/, ''),
    tile: String(selected + 1),
  }
}

/** Cameras keep their order; those beyond a smaller layout leave, and the selected one always stays. */
export function withLayout(wall: WallPlace, layout: Layout): WallPlace {
  const kept = wall.tiles[wall.selected]
  const tiles = Array.from({ length: layout }, (_, at) => wall.tiles[at])
  if (wall.selected < layout) return { layout, tiles, selected: wall.selected }
  if (kept !== undefined) tiles[layout - 1] = kept
  return { layout, tiles, selected: layout - 1 }
}

/** Puts a camera into a tile; the selection goes on to the next tile, so that numbers can be typed one after another. */
export function withCamera(wall: WallPlace, tile: number, number: number | undefined): WallPlace {
  const tiles = wall.tiles.map((before, at) => (at === tile ? number : before))
  const next = number === undefined ? tile : tiles.findIndex((value, at) => at > tile && value === undefined)
  return { ...wall, tiles, selected: next >= 0 && number !== undefined ? next : tile }
}

export function withMove(wall: WallPlace, direction: 'left' | 'right' | 'up' | 'down'): WallPlace {
  const side = sideOf(wall.layout)
  const [row, column] = [Math.floor(wall.selected / side), wall.selected % side]
  const moved = {
    left: [row, Math.max(0, column - 1)],
    right: [row, Math.min(side - 1, column + 1)],
    up: [Math.max(0, row - 1), column],
    down: [Math.min(side - 1, row + 1), column],
  }[direction]
  return { ...wall, selected: (moved[0] ?? 0) * side + (moved[1] ?? 0) }
}
