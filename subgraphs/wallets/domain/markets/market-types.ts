/** The types of markets. `MATCH_RESULT` is what bookmakers write as 1X2. */
export type MarketType = 'MATCH_RESULT' | 'OVER_UNDER' | 'BTTS' | 'HANDICAP' | 'DRAW_NO_BET' | 'CUSTOM';

interface TypeRules {
  name: string;
  /** The outcomes that a market of this type has, in order; null when its creator names them. */
  outcomes: readonly string[] | null;
  line: 'none' | 'positive' | 'any';
}

/** The rules of each type. Lines are quarters: 2.5, 2.25, -0.75. */
export const marketTypes: Readonly<Record<MarketType, TypeRules>> = {
  MATCH_RESULT: { name: 'Match result', outcomes: ['HOME', 'DRAW', 'AWAY'], line: 'none' },
  OVER_UNDER: { name: 'Total goals', outcomes: ['OVER', 'UNDER'], line: 'positive' },
  BTTS: { name: 'Both teams to score', outcomes: ['YES', 'NO'], line: 'none' },
  HANDICAP: { name: 'Handicap', outcomes: ['HOME', 'AWAY'], line: 'any' },
  DRAW_NO_BET: { name: 'Draw no bet', outcomes: ['HOME', 'AWAY'], line: 'none' },
  CUSTOM: { name: 'Special', outcomes: null, line: 'none' },
};

export const isMarketType = (text: string): text is MarketType => Object.hasOwn(marketTypes, text);
