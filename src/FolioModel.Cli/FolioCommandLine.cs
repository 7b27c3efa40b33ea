using System.CommandLine;
using FolioModel.Cli.Campaigns;
using FolioModel.Cli.Commands;
using FolioModel.Cli.Completion;
using FolioModel.Cli.Grade;
using FolioModel.Cli.Import;
using FolioModel.Cli.Modules;
using FolioModel.Cli.Quiz;
using FolioModel.Cli.Repl;
using FolioModel.Cli.Workloads;
using FolioModel.Cli.Who;

namespace FolioModel.Cli;

/// <summary>The <c>folio</c> command with its verbs.</summary>
internal static class FolioCommandLine
{
    /// <summary>Parses arguments and runs the verb they name.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where errors and progress go.</param>
    /// <returns>A value of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        ModuleSet modules;
        try
        {
            modules = ModulesOf(ref args);
        }
        catch (BadModuleException e)
        {
            return Complaint.Write(error, "", $"--module: {e.Message}");
        }

        // Read before everything else, since the verbs' options depend on the modules; it stands here for --help.
        Option<string[]> module = new("--module")
        {
            Description = "Also use the owners of an assembly. Stands before the verb; may be given again.",
            HelpName = "PATH",
        };
        RootCommand root = new("The folio command.")
        {
            module,
            ExplainCommand.Create(modules),
            ShowCommand.Create(modules),
            QuizCommand.Create(),
            GradeCommand.Create(),
            ReplCommand.Create(modules),
            ExploreCommand.Create(modules),
            ConformCommand.Create(modules),
            CheckCommand.Create(modules),
            CampaignCommand.Create(modules),
            SiloCommand.Create(),
            ReplayCommand.Create(),
            WhoCommand.Create(),
            ImportCommand.Create(),
            CompletionCommand.Create(),
        };
        if (FrontPage.IsAskedFor(args))
        {
            FrontPage.Write(root, output);
            return ExitCode.Holds;
        }

        FrontPage.LimitWidth(root, output);

        if (args is [SiloCommand.Name, ..])
        {
            return SiloCommand.Start([.. args.Skip(1)], error);
        }

        ParseResult parsed = root.Parse(args.Count > 0 && args[0] == "help" ? [.. args.Skip(1), "--help"] : args);
        if (parsed.Errors.Count == 0)
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }

        return Complaint.Write(error, "", Complaint.OfParser(parsed.Errors.Select(static e => e.Message)));
    }

    /// <summary>Takes the leading <c>--module PATH</c> off the arguments.</summary>
    private static ModuleSet ModulesOf(ref IReadOnlyList<string> args)
    {
        const string Option = "--module";
        ModuleSet modules = ModuleSet.BuiltIn;
        while (true)
        {
            if (args is [Option, string path, ..])
            {
                modules = modules.With(path);
                args = [.. args.Skip(2)];
            }
            else if (args is [string both, ..] && both.StartsWith($"{Option}=", StringComparison.Ordinal))
            {
                modules = modules.With(both[(Option.Length + 1)..]);
                args = [.. args.Skip(1)];
            }
            else
            {
                break;
            }
        }

        return args is [var first, ..] && first != Option && args.Contains(Option)
            ? throw new BadModuleException($"expected before the verb, as in folio {Option} PATH {first}")
            : modules;
    }
}
