{application, rabbit, [
	{description, "RabbitMQ"},
	{vsn, "3.12.1"}]}.
