import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { keep, reject } from '../../core/verdict.ts';
import { param } from '../param.ts';

const params = z.object({
  origin: param(z.string().max(100).default(''), {
    label: 'From',
    help: 'sidecar, dataset or list; empty takes any.',
    card: true,
  }),
  which: param(z.int().min(1).max(1000).default(1), {
    label: 'Which one',
    help: 'Where an image has several, counted from 1.',
  }),
  author: param(z.string().max(200).default(''), {
    label: 'Shown as written by',
    help: 'Empty shows the model that the file names, or else where the caption came from.',
  }),
});

/** Replays captions that came with the images. */
export const existing = defineNode.each({
  type: 'captioners.existing',
  version: 1,
  title: 'Existing captions',
  summary: 'Takes the captions that came with the images: sidecars, datasets, lists.',
  icon: 'history',
  synonyms: ['replay', 'sidecar', 'txt', 'import', 'published'],
  inputs: { image: { type: 'image' } },
  outputs: { caption: { type: 'caption' }, rejected: { type: 'image' } },
  params,
  reads: ['existing'],
  mayRead: ['prompt'],
  run: ({ existing, prompt }, { origin, which, author }) => {
    const fitting = existing.filter(
      (caption) => (origin === '' || caption.origin === origin) && caption.text.trim(),
    );
    const caption = fitting[which - 1];
    if (!caption) {
      const found = fitting.length === 1 ? 'It came with 1' : `It came with ${fitting.length}`;
      return reject(
        'no caption',
        existing.length === 0 ? undefined : `${found}, number ${which} was asked for`,
      );
    }
    return keep({
      // no prompt made this caption; its question is the one that it came with
      prompt: { text: '', question: caption.question ?? prompt?.question ?? '', part: '' },
      caption: {
        text: caption.text.trim(),
        model: author || caption.model || caption.origin,
        origin: 'existing',
        finishReason: 'stop',
      },
    });
  },
});
