import { NewUser } from '@photos/attachment-contract';
import { readJson } from '@photos/service-kit';
import type { Express } from 'express';
import type { Users } from '../../../domain/users.ts';

export function userRoutes(app: Express, { users }: { users: Users }): void {
  app.post('/api/users', async (req, res) => {
    const newUser = await readJson(req, res, NewUser);
    res.status(201).json(await users.signUp(newUser));
  });
}
