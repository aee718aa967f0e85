/** The colours of things, by the names shops give them. */
// prettier-ignore
export const tints = {
  oak: '#d6ae7b', walnut: '#7a5230', ash: '#e3cda6', beech: '#d9b183', teak: '#a9713f', pine: '#e6c588', ebony: '#3d312c', bamboo: '#d3bb6e',
  brass: '#c9a24b', copper: '#b96b41', steel: '#98a4ad', silver: '#c3cad0', gold: '#d4a937', iron: '#4b5157',
  black: '#2e2f33', charcoal: '#474b52', graphite: '#5d636b', grey: '#9a9fa5', white: '#f2f0ea', cream: '#efe1c3', ivory: '#f3e9d2', sand: '#d8c096', stone: '#b5ad9f', natural: '#d6c4a1',
  rust: '#b3532b', terracotta: '#c86e4a', clay: '#b77f5f', coral: '#ea7d64', red: '#c5402f', brick: '#a0442f', burgundy: '#7a2538', plum: '#6c3b5c', lilac: '#b39ac9', rose: '#d9979e', pink: '#ea9db0',
  orange: '#e2873a', amber: '#dd9d31', mustard: '#d0a02f', yellow: '#ecc548', honey: '#d99c35', ochre: '#c68a2e',
  olive: '#7d7f42', moss: '#6d7d46', sage: '#a1af89', green: '#4e8a58', forest: '#305c47', mint: '#a5d1ba', teal: '#2f7b79', petrol: '#215a66',
  sea: '#5ea1a6', sky: '#8cbbdc', blue: '#4070ae', indigo: '#37437c', navy: '#283454', denim: '#4c6b94',
  coffee: '#5c3f2c', chocolate: '#513326', caramel: '#b67946', tan: '#c5986a', cognac: '#a06034',
} as const;

export type Tint = keyof typeof tints;
