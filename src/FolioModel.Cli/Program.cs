using FolioModel.Cli;

return FolioCommandLine.Run(args, Console.Out, Console.Error);
