/** What a chart is drawn with; the names say for what, not how it looks. */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly grid: string;
  readonly front: string;
  readonly band: string;
  readonly pale: string;
  readonly series: readonly string[];
}

/** Seven colours that readers who see few colours tell apart (Okabe & Ito, 2008), darkened to stand out on white. */
const light: Palette = {
  background: '#ffffff',
  text: '#2b2f36',
  grid: '#dfe3e8',
  front: '#5b6470',
  band: 'rgba(0, 95, 158, 0.18)',
  pale: '#b4bac2',
  series: ['#005f9e', '#b34700', '#007a55', '#a63d7c', '#8a6100', '#2f7fb5', '#3d434b'],
};

const dark: Palette = {
  background: '#14171b',
  text: '#d9dee5',
  grid: '#343a42',
  front: '#98a2ae',
  band: 'rgba(86, 180, 233, 0.22)',
  pale: '#59616b',
  series: ['#56b4e9', '#e8853d', '#2fc295', '#df8fc0', '#e6b422', '#9ccfee', '#c3cad3'],
};

/** Shapes tell series apart too, for those who do not see colours, and in print. */
export const shapes = ['circle', 'rectRot', 'triangle', 'rect', 'cross', 'star', 'crossRot'] as const;

/** Strokes that tell lines apart. */
export const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 4], [12, 4], [1, 2]];

export function paletteOf(scheme: 'light' | 'dark'): Palette {
  return scheme === 'dark' ? dark : light;
}

export function cycled<Item>(items: readonly [Item, ...Item[]] | readonly Item[], index: number): Item | undefined {
  return items[index % items.length];
}
