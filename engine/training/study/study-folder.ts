import path from 'node:path';

/** Folder of what studies leave beside a project: drawn scenes and tables of sweeps, `<project>.files/studies/`. */
export function studiesFolderOf(project: string): string {
  return path.join(`${project.replace(/\.ekp$/i, '')}.files`, 'studies');
}
