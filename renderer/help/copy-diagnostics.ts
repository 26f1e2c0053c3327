import { currentFlow, useFlowStore } from '../flow/flow-store.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { useProject } from '../rpc/project-state.ts';
import { HELP_TEXTS } from '../texts/help.ts';
import { diagnosticsText } from './diagnostics.ts';

/** Puts facts for whoever looks for a fault into the clipboard. */
export async function copyDiagnostics(): Promise<void> {
  try {
    const { project, run } = useProject.getState();
    const text = diagnosticsText({
      system: await engine().system.info(),
      browser: navigator.userAgent,
      window: { width: innerWidth, height: innerHeight, scale: devicePixelRatio },
      ...(project && {
        project: {
          images: project.images,
          captions: project.captions,
          readOnly: project.readOnly,
          flow: currentFlow(),
          problems: useFlowStore.getState().state?.confirmed.problems ?? [],
          run,
        },
      }),
    });
    await navigator.clipboard.writeText(text);
    toast(HELP_TEXTS.copied);
  } catch {
    toast(HELP_TEXTS.notCopied, { tone: 'err' });
  }
}
