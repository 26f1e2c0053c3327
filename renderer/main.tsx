import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { installNativeAbilities } from './native/install-native.ts';
import './theme/base.css';
import { startTheme } from './theme/theme.ts';

startTheme();
installNativeAbilities();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
