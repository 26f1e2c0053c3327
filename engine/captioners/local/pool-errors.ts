import { OperationalError, UserError } from '../../../core/errors.ts';

/** Tried again by the next run: a crash may have come from the machine and not from the picture. */
export function hostCrashed(crashes: number): OperationalError {
  return new OperationalError(
    'HOST_CRASHED',
    'The local captioner crashed while it looked at this picture.',
    {
      remedy: 'It has been started again. Run once more to try the picture again.',
      fix: 'retry-failed',
      attempts: crashes,
    },
  );
}

export function imageCrashesModel(crashes: number): UserError {
  return new UserError(
    'IMAGE_CRASHES_MODEL',
    `The local captioner crashed ${crashes} times on this picture.`,
    {
      remedy: 'Leave the picture out, or save it anew in another format.',
      attempts: crashes,
    },
  );
}

/** @param excerpt what the runtime said, a line for each provider */
export function modelDoesNotLoad(excerpt: string): UserError {
  return new UserError('MODEL_LOAD', 'The local model could not be loaded.', {
    remedy: 'Remove the model and download it again, choose another precision, or choose another captioner.',
    fix: 'choose-captioner',
    excerpt,
  });
}
