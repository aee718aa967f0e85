/** A league of the simulated feed. */
export interface League {
  sport: string;
  competition: string;
  country: string;
  clubs: readonly string[];
}

/** Clubs that do not exist, so that nobody takes the simulation for news. */
export const leagues: readonly League[] = [
  {
    sport: 'football',
    competition: 'Lakeside League',
    country: 'KE',
    clubs: [
      'Kisumu Herons',
      'Nakuru Flamingos',
      'Mombasa Dhows',
      'Nairobi Acacias',
      'Eldoret Milers',
      'Thika Falls',
      'Machakos Kites',
      'Kericho Leaves',
    ],
  },
  {
    sport: 'football',
    competition: 'Harbour Division',
    country: 'GB',
    clubs: [
      'Saltmarsh Rovers',
      'Kingsferry Town',
      'Northcliff United',
      'Ashbridge Wanderers',
      'Millport Athletic',
      'Fenwick City',
      'Coldharbour',
      'Larkfield Albion',
    ],
  },
];
