// The square's trees: palms, and lapachos in flower.

import type { Random } from '../random.ts'
import type { Scene } from '../scene.ts'
import { foliage, planks } from '../textures.ts'
import { type Vec, add } from '../vector.ts'

export function palm(scene: Scene, x: number, z: number, tall: number, random: Random): void {
  const bark = planks('#8a7358', 0.1)
  const greens = foliage('#20361a', '#7d9a48', 5)
  scene.bar([x, 0, z], [x + 0.25, tall, z + 0.15], 0.26, bark, { radiusEnd: 0.17, sides: 10 })
  for (let k = 0; k < 26; k++) {
    const angle = (k / 26) * Math.PI * 2 + random() * 0.3
    const rise = 0.75 - 1.1 * random()
    let p: Vec = [x + 0.25, tall, z + 0.15]
    let steep = rise
    const shade = greens[k % greens.length]
    if (!shade) continue
    for (let part = 0; part < 6; part++) {
      const step: Vec = [Math.cos(angle) * 0.48, steep * 0.48, Math.sin(angle) * 0.48]
      const wide = 0.42 * Math.sin(((part + 1.2) / 7.2) * Math.PI) + 0.05
      for (const side of [-1, 1]) {
        const w: Vec = [-Math.sin(angle) * wide * side, -wide * 0.55, Math.cos(angle) * wide * side]
        scene.patch(p, step, w, shade, { cut: (a, b) => (a * 9 + b * 4) % 1 < 0.62 })
      }
      p = add(p, step)
      steep -= 0.34
    }
  }
}

export function lapacho(scene: Scene, x: number, z: number, tall: number, random: Random): void {
  const bark = planks('#4d3d30', 0.08)
  scene.bar([x, 0, z], [x, tall * 0.45, z], 0.22, bark, { radiusEnd: 0.15 })
  const pinks = foliage('#8a2f62', '#f2a0c6')
  for (let k = 0; k < 7; k++) {
    const angle = (k / 7) * Math.PI * 2
    const r = k === 0 ? 0 : 1.7
    const c: Vec = [x + r * Math.cos(angle), tall * (0.72 + 0.14 * random()), z + r * Math.sin(angle)]
    scene.bar([x, tall * 0.42, z], c, 0.09, bark, { radiusEnd: 0.03, sides: 6 })
    scene.leaves(c, [1.35, 0.95, 1.35], 330, 0.19, pinks, random)
  }
  scene.leaves([x, 0.14, z], [2.6, 0.015, 2.6], 160, 0.1, pinks, random)
}
