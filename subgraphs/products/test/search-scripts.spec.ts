import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Market, openMarket } from './market.ts';

const titles = [
  'Lantern/beacon of tin',
  'Candle.holder·brass',
  'Carpet\u00A0runner\u3000woven',
  'Gramophone™ 🎵record🎶player',
  'USB-C charger',
  'Cable USB C long',
  'USB B plug',
  'The Who live at Leeds',
  'It, a film',
  '日本のランプ',
  '東京タワー模型',
  'โคมไฟตั้งโต๊ะไม้',
  'كِتَابٌ جـــديد',
  'أدوات المطبخ',
  'Straße nach Süden',
];

describe('searching in every script', () => {
  let market: Market;
  beforeAll(async () => {
    market = await openMarket();
    const seller = await market.seller('Ada');
    for (const title of titles) await market.product(seller, { title, type: 'DIGITAL' });
  });
  afterAll(() => market.close());

  const find = async (search: string): Promise<string[]> => {
    const text =
      'query ($search: String) { products(filter: { search: $search }) { nodes { title } correctedSearch } }';
    const { nodes, correctedSearch } = (await market.query(text, { search })).data['products'];
    expect([search, correctedSearch]).toEqual([search, null]);
    return nodes.map(({ title }: { title: string }) => title).toSorted();
  };

  it.each([
    ['words beside a slash', ['lantern', 'beacon', 'Lantern/beacon', 'tin beacon'], ['Lantern/beacon of tin']],
    ['words beside a dot', ['candle', 'holder', 'brass', 'candle.holder'], ['Candle.holder·brass']],
    [
      'words beside spaces that do not break',
      ['carpet', 'runner', 'woven', 'carpet\u3000woven'],
      ['Carpet\u00A0runner\u3000woven'],
    ],
    [
      'words beside a trade mark and emoji',
      ['gramophone', 'record', 'player', 'gramophone™', 'record 🎵'],
      ['Gramophone™ 🎵record🎶player'],
    ],
    ['a hyphen and a space as one', ['usb-c', 'usb c', 'USB‑C'], ['Cable USB C long', 'USB-C charger']],
    ['what is not excluded', ['usb -usb-c'], ['USB B plug']],
    ['names of stop words', ['The Who', '"the who"'], ['The Who live at Leeds']],
    ['a name that is one stop word', ['IT'], ['It, a film']],
    ['parts of Japanese words', ['ランプ', '日本'], ['日本のランプ']],
    ['parts of Chinese words', ['東京', '模型'], ['東京タワー模型']],
    ['parts of Thai words', ['โคมไฟ', 'โต๊ะ', 'ไม้'], ['โคมไฟตั้งโต๊ะไม้']],
    ['Arabic with and without vowel marks', ['كتاب', 'كِتاب', 'جديد', 'جـديد'], ['كِتَابٌ جـــديد']],
    ['Arabic with other forms of alef', ['ادوات', 'أدوات', 'إدوات'], ['أدوات المطبخ']],
    ['letters of other spellings', ['strasse suden'], ['Straße nach Süden']],
  ])('finds %s', async (_, searches, expected) => {
    for (const search of searches) expect([search, await find(search)]).toEqual([search, expected]);
  });
});
