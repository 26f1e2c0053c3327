/** Types of ports; `caption` fits where `prompted-image` is asked for, and that where `image` is. */
export type PortType = 'image' | 'prompted-image' | 'caption' | 'dataset' | 'model' | 'evaluation';

/** Every port type with the types that it can stand in for, itself first. */
const PORT_FITS: Readonly<Record<PortType, readonly PortType[]>> = {
  image: ['image'],
  'prompted-image': ['prompted-image', 'image'],
  caption: ['caption', 'prompted-image', 'image'],
  dataset: ['dataset'],
  model: ['model'],
  evaluation: ['evaluation'],
};

/** What people call the port types. */
export const PORT_LABELS: Readonly<Record<PortType, string>> = {
  image: 'image',
  'prompted-image': 'prompted image',
  caption: 'caption',
  dataset: 'dataset',
  model: 'model',
  evaluation: 'evaluation',
};

/** Whether what leaves a port of type `from` may enter a port of type `to`. */
export function portFits(from: PortType, to: PortType): boolean {
  return PORT_FITS[from].includes(to);
}

/** Ports that carry samples one by one; the others carry one artifact. */
export function isSamplePort(type: PortType): type is 'image' | 'prompted-image' | 'caption' {
  return type === 'image' || type === 'prompted-image' || type === 'caption';
}
