export { canonicalType } from './canonical-type.ts';
export { keepChecked } from './keep-checked.ts';
export { createLocalMedia } from './local-media.ts';
export type { ArrivedFile, ListedFile, MediaStore, StoredFile, UploadTarget } from './media-store.ts';
export { HalfConfigured, type OpenMedia, openMedia } from './open-media.ts';
export { type FileOfUpload, removeOrphans } from './remove-orphans.ts';
export { acceptUploads, type ExpectedFile, type UploadAccess } from './upload-route.ts';
export { signUpload } from './upload-signature.ts';
