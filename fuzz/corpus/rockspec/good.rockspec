
rockspec_format = "3.0" -- "package = 'other'"
--[==[ version = "0" ]==]
package = "LuaSocket"
version = '3.0-1'
source = { url = "git://example.com/x", package = "inner" }
description = {
   summary = [[Network "support"]],
   license = "MIT/X11",
}
dependencies = { "lua >= 5.1", "lpeg~> 1.0", 'luafilesystem' }
build = { type = "builtin", modules = { socket = { sources = { "a.c" } } } }
