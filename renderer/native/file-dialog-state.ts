import { create } from 'zustand';

/** What the file dialog is asked for; one question at a time. */
export type FileQuestion =
  | { readonly kind: 'folder' }
  /** `extensions` without dots; empty allows every file. */
  | { readonly kind: 'file'; readonly extensions: readonly string[] }
  | { readonly kind: 'save'; readonly name: string };

interface FileDialogState {
  readonly question: FileQuestion | undefined;
  /** Called with an absolute path, or undefined when the person closes the dialog. */
  readonly answer: (path: string | undefined) => void;
  /** The folder that was shown last, where the next question starts. */
  readonly folder: string | undefined;
}

export const useFileDialog = create<FileDialogState>(() => ({
  question: undefined,
  answer: () => undefined,
  folder: undefined,
}));

function ask(question: FileQuestion): Promise<string | undefined> {
  useFileDialog.getState().answer(undefined);
  return new Promise((resolve) => {
    useFileDialog.setState({
      question,
      answer: (path) => {
        useFileDialog.setState({ question: undefined, answer: () => undefined });
        resolve(path);
      },
    });
  });
}

export function askForFolder(): Promise<string | undefined> {
  return ask({ kind: 'folder' });
}

export function askForFile(extensions: readonly string[]): Promise<string | undefined> {
  return ask({ kind: 'file', extensions });
}

export function askForSaveFile(name: string): Promise<string | undefined> {
  return ask({ kind: 'save', name });
}
