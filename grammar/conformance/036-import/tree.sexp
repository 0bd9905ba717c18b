(file (batch "case") (import "lib.gamut") (run "a") (run "b" (record (field "lr" (call (name "twice") (name "lr"))))))
