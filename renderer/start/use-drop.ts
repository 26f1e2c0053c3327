import { type DragEvent, useRef, useState } from 'react';
import { takeDrop } from '../native/take-drop.ts';
import { toast } from '../parts/Toast.tsx';
import { bringIn } from './bring-in-state.ts';
import { createFromFlowFile, openPath } from './open-project.ts';

/** Files that a browser tab takes over, while it does. */
export interface DropProgress {
  readonly done: number;
  readonly all: number;
}

/** A flow is one JSON file by itself; among images it is their neighbour. */
function flowFile({ files }: DataTransfer): File | undefined {
  const [only, ...others] = files;
  return only && others.length === 0 && only.name.toLowerCase().endsWith('.json') ? only : undefined;
}

/** Makes an element take dropped images, folders, projects and flows. */
export function useDrop() {
  const [over, setOver] = useState(false);
  const [progress, setProgress] = useState<DropProgress>();
  // Entering a child leaves its parent: only the balance tells whether the pointer is still inside.
  const depth = useRef(0);
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const onDrop = async (data: DataTransfer) => {
    const flow = flowFile(data);
    if (flow) return void createFromFlowFile(flow);
    const dropped = await takeDrop(data, 'new', (done, all) => setProgress({ done, all }));
    setProgress(undefined);
    if (dropped.kind === 'project') await openPath(dropped.path);
    else if (dropped.kind === 'folder') bringIn({ folder: dropped.path });
    else toast(dropped.message, { tone: 'err', remedy: dropped.remedy });
  };
  return {
    over,
    progress,
    handlers: {
      onDragEnter: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        depth.current += 1;
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) setOver(false);
      },
      onDragOver: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        void onDrop(event.dataTransfer);
      },
    },
  };
}
