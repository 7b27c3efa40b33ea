using FolioModel;
using FolioModel.Testing;

namespace OwnFileSystem;

/// <summary>Operations of the small filesystem against each other, in every interleaving.</summary>
internal static class SmallPrograms
{
    public static ExplorationProgram CommitAgainstTruncation { get; } =
        new("smallfs-commit-truncate", "a commit against the truncation of the same page", static world =>
    {
        SmallFileSystem fileSystem = OnePage(world);
        int committed = -1;
        world.Task("commit", async () => committed = await fileSystem.Journal.CommitAsync());
        world.Task("truncate", async () => await fileSystem.Files[0].TruncateAsync(default));
        world.Finally("no page is left", () => fileSystem.Files[0].Mapping.Pages.Count.Value == 0 ? null : "there is one");
        world.Sometimes("the commit came first", () => committed == 1);
        world.Sometimes("the truncation came first", () => committed == 0);
    });

    /// <summary>Without the journal's lock both commits take the same page, and put its reference twice.</summary>
    public static ExplorationProgram TwoCommits { get; } =
        new("smallfs-two-commits", "two commits of one transaction", static world =>
    {
        SmallFileSystem fileSystem = OnePage(world);
        world.Task("commit", async () => await fileSystem.Journal.CommitAsync());
        world.Task("commit 2", async () => await fileSystem.Journal.CommitAsync());
        Folio folio = fileSystem.Files[0].Mapping.Pages.Peek(default).Folio;
        world.Finally("the page is clean", () => folio.Has(FolioFlags.Dirty) ? "it is dirty" : null);
    });

    private static SmallFileSystem OnePage(World world)
    {
        SmallFileSystem fileSystem = new(world.Machine, blocks: 4);
        fileSystem.Create("file").Write(default);
        world.Machine.Batches.DrainAll();
        return fileSystem;
    }
}
