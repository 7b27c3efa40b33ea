using System.Globalization;
using FolioModel.Cli;

// Numbers and dates look the same whatever the user's language: other programs read them.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.SetError(new GuardedWriter(Console.Error, isEssential: false));
try
{
    Console.SetOut(new GuardedWriter(Console.Out, isEssential: true));
    int code = FolioCommandLine.Run(args, Console.Out, Console.Error);
    Console.Out.Flush();
    return code;
}
catch (Exception e) when (e is UnwritableOutputException or AggregateException { InnerException: UnwritableOutputException })
{
    Console.Error.WriteLine($"folio: {(e is AggregateException ? e.InnerException! : e).Message}");
    return ExitCode.BadInput;
}
