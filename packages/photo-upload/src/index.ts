export type { PhotoSink } from './photo-sink.ts';
export { type PhotoForm, receivePhotos } from './receive-photos.ts';
