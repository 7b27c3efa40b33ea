using FolioModel;
using FolioModel.Testing;

namespace OwnFileSystem;

/// <summary>The operations of random programs on a small filesystem with two files. The journal is small enough to become full.</summary>
internal sealed class SmallSubject : MachineSubject
{
    public SmallSubject(bool leaks)
        : base(new MachineOptions { Pages = 256, Ledger = true, LockChecking = true })
    {
        SmallFileSystem fileSystem = new(Machine, blocks: 6, leaks);
        SmallFile[] files = [fileSystem.Create("a"), fileSystem.Create("b")];
        Scope<Folio> held = NewScope<Folio>();
        Define("write", 4, OneOf("", files), Number("page", 6), (file, page) => file.Write(new PageIndex((ulong)page)));
        Define("truncate", 1, OneOf("", files), Number("pages", 6), (file, pages) => Do(() => file.Truncate(new PageCount(pages))));
        Define("commit", 2, () => Do(() => fileSystem.Journal.Commit()));
        Define("drop clean pages", 1, OneOf("", files), file => Do(() => file.Mapping.Invalidate(default, new PageIndex(5))));
        Define("look up", 1, OneOf("", files), Number("page", 6),
            (file, page) => Keep(held, file.Mapping.Pages.GetFolio(new PageIndex((ulong)page))));
        Define("give back", 2, Held(held), folio => Do(() =>
        {
            held.Remove(folio);
            folio.Put();
        }), givesBack: true);
        AtEnd(fileSystem.Unmount);
        AtEnd(() => held.Things.ToList().ForEach(folio => folio.Put()));
    }

    private static StepResult Do(Action action)
    {
        action();
        return StepResult.Ok;
    }
}
