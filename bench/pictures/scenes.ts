import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const SIDE = 96;
const COLOURS = ['#d62728', '#1f77b4', '#2ca02c', '#ffbf00', '#9467bd', '#e377c2', '#ff7f0e', '#17becf'];
const GROUNDS = ['#f5f5f0', '#dfe8f0', '#20242c', '#f0e0d0', '#c8d8c0'];

/** Draws so many different scenes as the starter knows them: one to four flat shapes on a ground, 96 × 96 pixels. Gives their names, in order. */
export async function makeScenes(folder: string, count: number): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, index) => `scene-${String(index).padStart(4, '0')}.png`);
  for (const [index, name] of names.entries()) {
    await sharp(Buffer.from(drawing(index)))
      .flatten()
      .png()
      .toFile(join(folder, name));
  }
  return names;
}

/** Everything follows from the index, by steps that have no common factor with what they run through. */
function drawing(index: number): string {
  const shapes = Array.from({ length: 1 + (index % 4) }, (_, place) => shape(index, place));
  const ground = GROUNDS[index % GROUNDS.length];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}">
    <rect width="${SIDE}" height="${SIDE}" fill="${ground}"/>${shapes.join('')}</svg>`;
}

function shape(index: number, place: number): string {
  const colour = COLOURS[(index * 3 + place * 5) % COLOURS.length];
  const size = 10 + ((index * 7 + place * 11) % 14);
  // Places in the four quarters, so that shapes seldom cover each other.
  const x = (place % 2 === 0 ? 26 : 70) + ((index * 5) % 9) - 4;
  const y = (place < 2 ? 26 : 70) + ((index * 11) % 9) - 4;
  switch ((index + place) % 3) {
    case 0:
      return `<circle cx="${x}" cy="${y}" r="${size}" fill="${colour}"/>`;
    case 1:
      return `<rect x="${x - size}" y="${y - size}" width="${2 * size}" height="${2 * size}" fill="${colour}"/>`;
    default:
      return `<path d="M${x} ${y - size}l${size} ${2 * size}h${-2 * size}z" fill="${colour}"/>`;
  }
}
