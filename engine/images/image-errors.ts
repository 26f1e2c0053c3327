import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { MAX_FILE_BYTES, MAX_PIXELS } from './image-limits.ts';

/*
 * What is said of files that cannot be used as pictures. Only the file's name is shown: where it lies stands beside the message.
 */

const nameOf = (file: string) => `“${path.basename(file)}”`;

export function imageEmpty(file: string): UserError {
  return new UserError('IMAGE_EMPTY', `${nameOf(file)} is empty (0 bytes).`, {
    remedy: 'Copy or download the picture again, or remove the file.',
  });
}

export function imageNotAnImage(file: string, what: string): UserError {
  return new UserError('IMAGE_NOT_AN_IMAGE', `${nameOf(file)} is not a picture, but ${what}.`, {
    remedy: 'Remove the file from the folder, or leave it out with an exclude pattern.',
  });
}

export function imageUnsupported(file: string, format: string): UserError {
  return new UserError('IMAGE_UNSUPPORTED', `${nameOf(file)} is a ${format} picture, which cannot be read.`, {
    remedy: 'Convert it to JPEG, PNG, WebP, GIF, TIFF or AVIF.',
  });
}

export function imageDamaged(file: string, cause: unknown): UserError {
  return new UserError(
    'IMAGE_DAMAGED',
    `${nameOf(file)} is damaged or cut off and cannot be decoded in full.`,
    {
      remedy: 'Copy or download the picture again, or remove the file.',
      excerpt: cause instanceof Error ? cause.message : String(cause),
      cause,
    },
  );
}

export function imageTooManyPixels(file: string, width: number, height: number): UserError {
  const count = (value: number) => value.toLocaleString('en-US');
  return new UserError(
    'IMAGE_TOO_LARGE',
    `${nameOf(file)} has ${count(width)} × ${count(height)} pixels; up to ${MAX_PIXELS / 1e6} megapixels are read.`,
    { remedy: 'Scale it down, or leave it out with an exclude pattern.' },
  );
}

export function imageTooManyBytes(file: string, bytes: number): UserError {
  const gigabytes = (value: number) => (value / 1e9).toFixed(1);
  return new UserError(
    'IMAGE_TOO_LARGE',
    `${nameOf(file)} is ${gigabytes(bytes)} GB large; up to ${gigabytes(MAX_FILE_BYTES)} GB are read.`,
    { remedy: 'Save it smaller, or leave it out with an exclude pattern.' },
  );
}

export function imageChanged(file: string): UserError {
  return new UserError('IMAGE_CHANGED', `${nameOf(file)} has changed since it was found.`, {
    remedy: 'Run again to take the picture as it is now.',
  });
}

export function imageBeingWritten(file: string): UserError {
  return new UserError('FILE_UNREADABLE', `${nameOf(file)} was being written while it was read.`, {
    remedy: 'Run again when the copying has ended.',
  });
}

export function imageWithoutFile(file: string | undefined): UserError {
  return new UserError(
    'FILE_NOT_FOUND',
    file === undefined
      ? 'No file of this picture is known.'
      : `${nameOf(file)} is no longer where it was found.`,
    { remedy: 'Put the file back, or run the source again with the folder that holds it now.' },
  );
}
