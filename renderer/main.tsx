import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { ALL_COMMANDS } from './commands/all-commands.ts';
import { installCommands } from './commands/registry.ts';
import { installNativeAbilities } from './native/install-native.ts';
import './theme/base.css';
import { startTheme } from './theme/theme.ts';

installCommands(ALL_COMMANDS);
startTheme();
installNativeAbilities();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
