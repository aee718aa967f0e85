/** A category as it is written down here: what hangs below it is indented. */
export interface CategoryNote {
  slug: string;
  name: string;
  description: string;
  /** German, Danish and Swahili names. */
  names: readonly [de: string, da: string, sw: string];
  below?: readonly CategoryNote[];
}

// prettier-ignore
const leaf = (slug: string, name: string, names: CategoryNote['names'], description: string): CategoryNote => ({
  slug, name, names, description,
});

// prettier-ignore
const home: CategoryNote = {
  slug: 'home', name: 'Home & Living', names: ['Wohnen', 'Bolig', 'Nyumba na maisha'],
  description: 'What a room needs: something to sit on, something to read by, something soft.',
  below: [
    {
      slug: 'furniture', name: 'Furniture', names: ['Möbel', 'Møbler', 'Samani'],
      description: 'Solid wood and honest joints, new and second-hand.',
      below: [
        leaf('chairs', 'Chairs & Benches', ['Stühle & Bänke', 'Stole & bænke', 'Viti na mabenchi'], 'From the three-legged stool to the armchair for Sundays.'),
        leaf('tables', 'Tables & Desks', ['Tische', 'Borde', 'Meza'], 'To eat at, to work at, to put the lamp on.'),
        leaf('shelving', 'Shelves & Cabinets', ['Regale & Schränke', 'Reoler & skabe', 'Rafu na makabati'], 'A place for every thing.'),
      ],
    },
    {
      slug: 'lighting', name: 'Lighting', names: ['Leuchten', 'Lamper', 'Taa'], description: 'Warm light, well aimed.',
      below: [
        leaf('table-lamps', 'Table Lamps', ['Tischlampen', 'Bordlamper', 'Taa za mezani'], 'For the desk, the bedside and the window sill.'),
        leaf('pendant-lamps', 'Pendant Lamps', ['Hängelampen', 'Pendler', 'Taa za kuning’inia'], 'Over the table and down the stairwell.'),
      ],
    },
    {
      slug: 'textiles', name: 'Textiles', names: ['Textilien', 'Tekstiler', 'Vitambaa'], description: 'Woven, knotted and plaited by hand and by loom.',
      below: [
        leaf('cushions-throws', 'Cushions & Throws', ['Kissen & Decken', 'Puder & plaider', 'Mito na blanketi'], 'Linen, wool and cotton to lean on and hide under.'),
        leaf('rugs-baskets', 'Rugs & Baskets', ['Teppiche & Körbe', 'Tæpper & kurve', 'Zulia na vikapu'], 'Sisal, jute and wool for the floor and what lies on it.'),
      ],
    },
  ],
};

// prettier-ignore
const kitchen: CategoryNote = {
  slug: 'kitchen', name: 'Kitchen & Table', names: ['Küche & Tisch', 'Køkken & bord', 'Jikoni na mezani'],
  description: 'Tools for cooks and plates for guests.',
  below: [
    leaf('tableware', 'Tableware', ['Geschirr', 'Service', 'Vyombo vya mezani'], 'Stoneware, porcelain and glass in small runs.'),
    leaf('cookware', 'Pots, Pans & Knives', ['Töpfe, Pfannen & Messer', 'Gryder, pander & knive', 'Sufuria na visu'], 'Things that get better the more they are used.'),
    leaf('coffee-gear', 'Coffee & Tea Makers', ['Kaffee- & Teebereiter', 'Kaffe- & tebryggere', 'Vifaa vya kahawa na chai'], 'Kettles, grinders and pots for the first cup of the day.'),
  ],
};

// prettier-ignore
const food: CategoryNote = {
  slug: 'food', name: 'Food & Drink', names: ['Essen & Trinken', 'Mad & drikke', 'Vyakula na vinywaji'],
  description: 'From people who can tell you which hill it grew on.',
  below: [
    leaf('coffee', 'Coffee', ['Kaffee', 'Kaffe', 'Kahawa'], 'Single farms and house blends, roasted to order.'),
    leaf('tea-spices', 'Tea & Spices', ['Tee & Gewürze', 'Te & krydderier', 'Chai na viungo'], 'Leaves, barks and seeds, this year’s harvest.'),
    leaf('honey-preserves', 'Honey & Preserves', ['Honig & Eingemachtes', 'Honning & syltetøj', 'Asali na jamu'], 'Summer in a jar.'),
  ],
};

// prettier-ignore
const fashion: CategoryNote = {
  slug: 'fashion', name: 'Clothing & Accessories', names: ['Mode', 'Mode', 'Mavazi'],
  description: 'Made to be worn for years, and worn again by somebody else.',
  below: [
    {
      slug: 'clothing', name: 'Clothing', names: ['Kleidung', 'Tøj', 'Nguo'], description: 'Cut in small workshops from cloth with a story.',
      below: [
        leaf('shirts', 'Shirts & Tops', ['Hemden & Oberteile', 'Skjorter & toppe', 'Mashati'], 'Cotton and linen for every day.'),
        leaf('knitwear', 'Knitwear', ['Strickwaren', 'Strik', 'Nguo za kufuma'], 'Jumpers, hats and scarves from wool that has seen weather.'),
        leaf('jackets', 'Jackets & Coats', ['Jacken & Mäntel', 'Jakker & frakker', 'Makoti'], 'Against wind, rain and overheated trains.'),
        leaf('dresses', 'Dresses & Skirts', ['Kleider & Röcke', 'Kjoler & nederdele', 'Magauni na sketi'], 'Printed, pleated and plain.'),
      ],
    },
    leaf('shoes', 'Shoes', ['Schuhe', 'Sko', 'Viatu'], 'Stitched rather than glued, so that they can be mended.'),
    leaf('bags', 'Bags', ['Taschen', 'Tasker', 'Mikoba'], 'For the market, the office and the night train.'),
    leaf('jewellery', 'Jewellery', ['Schmuck', 'Smykker', 'Vito'], 'Silver, brass and beads from the maker’s bench.'),
  ],
};

// prettier-ignore
const electronics: CategoryNote = {
  slug: 'electronics', name: 'Electronics', names: ['Elektronik', 'Elektronik', 'Elektroniki'],
  description: 'New and refurbished, tested before it leaves.',
  below: [
    leaf('phones', 'Phones & Tablets', ['Handys & Tablets', 'Telefoner & tablets', 'Simu na tableti'], 'With a battery check and a year of warranty.'),
    leaf('laptops', 'Laptops & Screens', ['Laptops & Bildschirme', 'Bærbare & skærme', 'Kompyuta na skrini'], 'Work machines, many of them on their second life.'),
    {
      slug: 'audio', name: 'Audio', names: ['Audio', 'Lyd', 'Sauti'], description: 'For the ears and for the whole room.',
      below: [
        leaf('headphones', 'Headphones', ['Kopfhörer', 'Hovedtelefoner', 'Vipokea sauti'], 'Closed, open and small enough for a pocket.'),
        leaf('speakers', 'Speakers & Radios', ['Lautsprecher & Radios', 'Højttalere & radioer', 'Spika na redio'], 'Boxes that make a kitchen sing.'),
      ],
    },
    leaf('cameras', 'Cameras & Lenses', ['Kameras & Objektive', 'Kameraer & objektiver', 'Kamera na lenzi'], 'Film and digital, serviced and shutter-tested.'),
  ],
};

// prettier-ignore
const outdoors: CategoryNote = {
  slug: 'outdoors', name: 'Sport & Outdoors', names: ['Sport & Draußen', 'Sport & friluftsliv', 'Michezo na nje'],
  description: 'For the road to work and the trail at the weekend.',
  below: [
    leaf('bicycles', 'Bicycles', ['Fahrräder', 'Cykler', 'Baiskeli'], 'City, touring and cargo, with every part replaceable.'),
    leaf('camping', 'Camping & Hiking', ['Camping & Wandern', 'Camping & vandring', 'Kambi na matembezi'], 'Light enough to carry, stout enough to trust.'),
    leaf('fitness', 'Running & Fitness', ['Laufen & Fitness', 'Løb & fitness', 'Mbio na mazoezi'], 'For the early kilometres and the living room floor.'),
  ],
};

// prettier-ignore
const culture: CategoryNote = {
  slug: 'culture', name: 'Books, Music & Art', names: ['Bücher, Musik & Kunst', 'Bøger, musik & kunst', 'Vitabu, muziki na sanaa'],
  description: 'Things to read, hear, hang and play.',
  below: [
    leaf('books', 'Books', ['Bücher', 'Bøger', 'Vitabu'], 'Novels, cookbooks and field guides from small presses.'),
    leaf('records', 'Records', ['Schallplatten', 'Plader', 'Sahani za muziki'], 'Pressed, played and graded by ear.'),
    leaf('instruments', 'Instruments', ['Musikinstrumente', 'Instrumenter', 'Ala za muziki'], 'Strings, skins and keys, set up and ready to play.'),
    leaf('prints', 'Prints & Posters', ['Drucke & Poster', 'Tryk & plakater', 'Picha na mabango'], 'Linocut, letterpress and photographs on good paper.'),
    leaf('games', 'Board Games & Puzzles', ['Brettspiele & Puzzles', 'Brætspil & puslespil', 'Michezo ya ubao'], 'For rainy afternoons and long evenings.'),
  ],
};

// prettier-ignore
const family: CategoryNote = {
  slug: 'family', name: 'Children', names: ['Kinder', 'Børn', 'Watoto'], description: 'To be thrown, chewed and handed down.',
  below: [
    leaf('toys', 'Toys', ['Spielzeug', 'Legetøj', 'Vichezeo'], 'Wood, wool and cardboard; no batteries.'),
    leaf('childrens-clothes', 'Children’s Clothes', ['Kinderkleidung', 'Børnetøj', 'Nguo za watoto'], 'Soft, washable, with room to grow.'),
  ],
};

// prettier-ignore
const garden: CategoryNote = {
  slug: 'garden', name: 'Garden & Workshop', names: ['Garten & Werkstatt', 'Have & værksted', 'Bustani na karakana'],
  description: 'For growing, mending and making.',
  below: [
    leaf('plants-pots', 'Plants & Pots', ['Pflanzen & Töpfe', 'Planter & potter', 'Mimea na vyungu'], 'Rooted cuttings, and something good to put them in.'),
    leaf('tools', 'Hand Tools', ['Handwerkzeug', 'Håndværktøj', 'Zana za mkono'], 'Forged, ground and handled to last a working life.'),
  ],
};

// prettier-ignore
const digital: CategoryNote = {
  slug: 'digital', name: 'Downloads', names: ['Downloads', 'Downloads', 'Vipakuliwa'],
  description: 'Delivered the moment you pay.',
  below: [
    leaf('fonts', 'Fonts', ['Schriften', 'Skrifttyper', 'Fonti'], 'Type families with every accent you need.'),
    leaf('templates', 'Templates', ['Vorlagen', 'Skabeloner', 'Violezo'], 'Documents and pages somebody has already thought through.'),
    leaf('sounds', 'Sounds & Loops', ['Klänge & Loops', 'Lyde & loops', 'Sauti na midundo'], 'Recorded in the field and cut for your timeline.'),
    leaf('patterns', 'Sewing & Knitting Patterns', ['Schnitt- & Strickmuster', 'Sy- & strikkeopskrifter', 'Mifumo ya kushona'], 'To print at home, with every size on its own layer.'),
  ],
};

// prettier-ignore
const tokens: CategoryNote = {
  slug: 'tokens', name: 'Tokens', names: ['Token', 'Tokens', 'Tokeni'], description: 'Minted for their buyer when the order is paid.',
  below: [
    leaf('art-tokens', 'Art Editions', ['Kunsteditionen', 'Kunstudgaver', 'Matoleo ya sanaa'], 'Numbered digital editions, signed by the artist.'),
    leaf('passes', 'Passes & Memberships', ['Pässe & Mitgliedschaften', 'Adgange & medlemskaber', 'Pasi na uanachama'], 'A seat, a year, a seat at the table.'),
  ],
};

/** The tree of the catalogue, three levels deep at most. Goods lie in its leaves. */
// prettier-ignore
export const categoryTree: readonly CategoryNote[] = [
  home, kitchen, food, fashion, electronics, outdoors, culture, family, garden, digital, tokens,
];
