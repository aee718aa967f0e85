/** What series of things are called in the large catalogue: hills, rivers, islands, trees and birds, nobody's brands. */
export const seriesNames: readonly string[] = `
  Elgon Mara Tana Nyika Kisima Aberdare Chyulu Galana Kerio Loita Magadi Naro Ngong Olare Rongai Samburu Shimba Subukia Suswa Taita
  Turkwel Voi Watamu Yala Ziwa Bahari Upepo Jua Nyota Mwezi Pwani Bonde Kilima Msitu Tawi Jani Mbegu Marsabit Ewaso Nandi
  Alrø Bogø Endelave Fanø Femø Hjarnø Læsø Mandø Møn Omø Rømø Samsø Strynø Tunø Ærø Fjord Klit Lyng Mose Nordlys
  Rav Skov Strand Sund Vang Vig Gudenå Limfjord Ahorn Alster Birke Brocken Buche Distel Donau Eiche Elbe Erle Esche Falke
  Fichte Harz Heide Isar Kiesel Lahn Lerche Linde Mosel Neckar Pappel Reiher Rhön Saale Spree Tanne Ulme Weide Werra Zeder
  Alder Arno Brae Calder Cedar Corrie Dale Douro Ebro Fell Garonne Glen Heron Juniper Kestrel Larch Loire Minho Moor Otter
  Plover Rowan Tarn Tejo Thistle Wren Willow Curlew Drift Gorse Hollow Kelp Lapwing Marl Osier Quarry Sedge Shoal Teasel Wold
`
  .trim()
  .split(/\s+/);
