%% written by hand
{application, 'cowboy', [
  {description, "Small, fast, modern HTTP server."},
  {vsn, "2.9.0"},
  {modules, [cowboy,cowboy_app]},
  {registered, [cowboy_sup]},
  {applications, [kernel,stdlib,ranch]},
  {licenses, ["ISC"]},
  {mod, {cowboy_app, []}},
  {env, []}
]}.
