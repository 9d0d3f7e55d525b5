'use strict';
// The web front: shows the articles of the catalogue service.
const http = require('node:http');
const { marked } = require('marked');

const catalog = process.env.CATALOG_URL || 'http://catalog:8080';

http
  .createServer((request, response) => {
    http.get(`${catalog}/articles`, (answer) => {
      let body = '';
      answer.on('data', (chunk) => (body += chunk));
      answer.on('end', () => {
        const list = JSON.parse(body).map((a) => `- **${a.name}** ${a.price} €`);
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(marked(list.join('\n')));
      });
    });
  })
  .listen(8081);
