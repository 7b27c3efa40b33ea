using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Content.Files;
using FolioModel.Cli.Content.Gmem;
using FolioModel.Cli.Content.Hugetlb;
using FolioModel.Cli.Content.Shmem;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Content;

/// <summary>The owners that come with the command: the one list of them.</summary>
internal static class BuiltInModules
{
    public static IReadOnlyList<CommandModule> All { get; } =
        [new CoreModule(), new GmemModule(), new ShmemModule(), new HugetlbModule(), new FilesModule()];
}
