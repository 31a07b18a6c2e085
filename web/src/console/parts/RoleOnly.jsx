// A page for a role; other operators read why they do not see it instead of a refusal.

import { useMay } from '../session.jsx';
import { Page } from './Page.jsx';

export function RoleOnly({ title, role, children }) {
  const may = useMay(role);
  return may ? children : <Page title={title} lead={`This page needs the ${role} role. An admin can give it to you under Operators.`} />;
}
