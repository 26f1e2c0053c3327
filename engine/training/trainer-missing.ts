import { UserError } from '../../core/errors.ts';
import type { TrainerEnvironment } from '../../core/training/trainer-environment.ts';

/** Why nothing can be trained, with the button that puts it right. */
export function trainerMissing(
  environment: Exclude<TrainerEnvironment, { readonly state: 'ready' }>,
): UserError {
  if (environment.state === 'broken')
    return new UserError('TRAINER_MISSING', environment.message, {
      remedy: environment.remedy,
      ...(environment.origin === 'own' && { fix: 'set-up-trainer' as const }),
    });
  if (environment.state === 'making')
    return new UserError('TRAINER_MISSING', 'The trainer is being set up.', {
      remedy: 'Wait until that is done, then run again.',
    });
  return new UserError('TRAINER_MISSING', 'The trainer is not set up on this computer.', {
    remedy: `Set it up: about ${(environment.size.diskBytes / 1e9).toFixed(1)} GB on disk.`,
    fix: 'set-up-trainer',
  });
}
