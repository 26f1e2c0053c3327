import { formatCount, formatOf } from '../format.ts';

/** Texts of the browser's file dialog, and of what is dropped on the window. */
export const FILE_TEXTS = {
  titles: { folder: 'Choose a folder', file: 'Open a file', save: 'Save as' },
  places: 'Places',
  up: 'Folder above',
  path: 'Path of this folder',
  content: 'Content of this folder',
  fileName: 'File name',
  buttons: { folder: 'Choose this folder', file: 'Open', save: 'Save here' },
  emptyFolder: 'There is nothing in this folder',
  noFolders: 'There are no folders in this one',
  noFiles: 'No file of this kind is in this folder',
  nameMissing: 'Enter a name',
  nameWrong: 'A name cannot hold / or \\',
  images: (images: number) => formatOf(images, 'image', 'images'),
  survey: (images: number, sidecars: number, truncated: boolean) =>
    `${truncated ? 'More than ' : ''}${formatOf(images, 'image', 'images')}${
      sidecars > 0 ? `, ${formatOf(sidecars, 'text file', 'text files')}` : ''
    } in here and below`,
  counting: 'Counting images',
  uploading: (done: number, all: number) => `Taking over ${formatCount(done)} of ${formatCount(all)} files`,
  noImages: 'There is no image among what was dropped.',
  noImagesRemedy: 'Drop JPEG, PNG, WebP, GIF, TIFF or AVIF files, or a folder that holds some.',
  projectInTab: 'A browser tab cannot open a dropped project.',
  projectInTabRemedy: 'Choose "Open" instead; it shows the disk where the project lies.',
  uploadRefused: 'The files could not be taken over.',
  uploadRefusedRemedy: 'Choose the folder instead of dropping it.',
} as const;
