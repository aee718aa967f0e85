import { createPictureLinks } from '@soko/media';

/** Links to the pictures of returns and disputes. */
export const pictureLinks = createPictureLinks({ purpose: 'soko.case-picture', path: '/orders/pictures' });
