import { createPictureLinks } from '@soko/media';

/** Links to the pictures of messages. */
export const pictureLinks = createPictureLinks({ purpose: 'soko.chat-picture', path: '/chat/pictures' });
