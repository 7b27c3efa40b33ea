return FolioModel.Samples.StorageHost.CommandLine.Run(args, Console.Out, Console.Error);
