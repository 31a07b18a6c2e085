// A page for admins; others are told so instead of being shown a refusal.

import { useMay } from '../session.jsx';
import { Page } from './Page.jsx';

export function AdminOnly({ title, children }) {
  const may = useMay('admin');
  return may ? children : <Page title={title} lead="This page needs the admin role. An admin can give it to you under Operators." />;
}
