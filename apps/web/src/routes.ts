/** The client's addresses, in one place. */
export const routes = {
  home: '/',
  signIn: '/sign-in',
  signUp: '/sign-up',
  newConversation: '/new',
  conversationPattern: '/conversations/:id',
  conversation: (id: string) => `/conversations/${id}`,
} as const;
