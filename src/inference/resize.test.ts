import { describe, expect, it } from 'vitest';
import type { Resize } from '../domain/models.js';
import { cropCentre, resizeTile } from './resize.js';

/** A square of made-up pixels that Pillow was given as well. */
function square(side: number) {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      for (let c = 0; c < 3; c += 1) data[(y * side + x) * 3 + c] = x * 37 + y * 101 + c * 59 + x * y * 7;
    }
  }
  return { width: side, height: side, data };
}

/** What Pillow 12.3 makes of `square(side)`: `Image.resize((px, px), kernel)`, the red channel, row by row. */
const PILLOW: readonly (readonly [side: number, px: number, kernel: Resize['kernel'], red: string])[] = [
  [
    8,
    5,
    'bilinear',
    '58 118 129 139 110 168 139 125 147 140 129 122 121 123 123 162 140 120 130 156 125 143 117 141 101',
  ],
  [
    8,
    5,
    'bicubic',
    '51 120 129 141 108 176 147 120 148 146 127 118 121 120 121 167 142 119 130 160 122 147 116 145 98',
  ],
  [
    8,
    5,
    'lanczos',
    '49 124 127 142 108 175 161 113 142 155 126 113 120 119 123 170 142 123 129 157 115 153 117 144 102',
  ],
  [
    6,
    9,
    'bilinear',
    '0 19 43 68 93 117 142 167 185 51 71 98 125 152 158 99 105 125 118 141 163 165 188 183 70 65 88 185 210 208 99 97 123 127 154 178 125 152 167 118 133 148 99 114 141 64 94 126 136 169 173 70 74 104 131 163 170 71 78 113 127 163 194 199 169 129 90 114 138 99 123 157 249 157 77 125 173 178 56 61 97',
  ],
  [
    6,
    9,
    'bicubic',
    '0 8 36 61 84 111 148 179 195 40 57 90 128 166 167 90 96 123 118 141 169 174 213 202 51 43 79 197 235 229 80 71 116 134 169 193 121 155 173 111 133 154 93 111 145 45 76 119 144 195 192 51 53 96 124 176 190 52 52 106 134 179 210 209 180 128 78 108 141 95 126 166 255 156 53 127 199 196 38 43 94',
  ],
  [
    6,
    9,
    'lanczos',
    '0 8 37 56 74 105 151 189 201 32 43 83 130 183 168 86 85 121 127 153 180 172 222 201 53 35 85 198 253 236 82 57 119 135 172 195 117 155 167 110 134 154 93 108 148 36 69 120 142 208 191 51 44 101 106 177 192 55 40 109 134 181 211 215 194 125 69 103 137 99 131 175 255 154 36 119 230 198 32 27 95',
  ],
];

describe('resizeTile', () => {
  it.each(PILLOW)('%i → %i px, %s, gives the pixels that Pillow gives', (side, px, kernel, red) => {
    const { width, height, data } = resizeTile(square(side), { px, kernel });
    expect([width, height, data.length]).toEqual([px, px, px * px * 3]);
    expect([...data].filter((_, i) => i % 3 === 0)).toEqual(red.split(' ').map(Number));
  });

  it('leaves a tile alone that has the side already', () => {
    const tile = square(8);
    expect(resizeTile(tile, { px: 8, kernel: 'lanczos' })).toBe(tile);
  });

  it('keeps an even colour, whatever the kernel', () => {
    const even = { width: 7, height: 7, data: new Uint8Array(147).fill(201) };
    for (const kernel of ['bilinear', 'bicubic', 'lanczos'] as const) {
      for (const px of [3, 16]) {
        expect(new Set(resizeTile(even, { px, kernel }).data)).toEqual(new Set([201]));
      }
    }
  });
});

describe('cropCentre', () => {
  const corner = ({ data }: { data: Uint8Array }) => [...data.subarray(0, 3)];
  const pixel = (side: number, x: number, y: number) => [
    ...square(side).data.subarray((y * side + x) * 3, (y * side + x) * 3 + 3),
  ];

  it('cuts the middle out', () => {
    const cut = cropCentre(square(8), 4);
    expect([cut.width, cut.height, cut.data.length]).toEqual([4, 4, 48]);
    expect(corner(cut)).toEqual(pixel(8, 2, 2));
    expect([...cut.data.subarray(-3)]).toEqual(pixel(8, 5, 5));
  });

  it('rounds half a pixel to even, as torchvision does', () => {
    expect(corner(cropCentre(square(9), 4))).toEqual(pixel(9, 2, 2));
    expect(corner(cropCentre(square(7), 4))).toEqual(pixel(7, 2, 2));
    expect(corner(cropCentre(square(5), 4))).toEqual(pixel(5, 0, 0));
  });
});
