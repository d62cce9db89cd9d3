"""Make a list fit to post: the list public, the person protected (名单公示去标识化)."""
