namespace FolioModel.Cli.Content.Core;

/// <summary>
/// An owner with a mistake on purpose, to see what a failing run says: every third page that it lends, it lends with one reference too
/// many.
/// </summary>
internal sealed class LeakyOwnerSubject : MachineSubject
{
    private readonly Scope<Folio> _borrowed;

    /// <summary>Builds one.</summary>
    public LeakyOwnerSubject()
        : base(new MachineOptions { Pages = 256, Ledger = true })
    {
        AddressSpace file = Machine.CreateAddressSpace(new AddressSpaceOptions { Name = "leaky" });
        _borrowed = NewScope<Folio>();
        Define("borrow", 2, Number("page", 16), page =>
        {
            Folio folio = file.Pages.GrabFolio(new PageIndex((ulong)page)).Folio;
            folio.Unlock();
            if (page % 3 == 0)
            {
                folio.Get();
            }

            _borrowed.Add(folio);
            return StepResult.Ok;
        });
        Define("give back", 3, Held(_borrowed), Return, givesBack: true);
    }

    /// <inheritdoc/>
    protected override void GiveBack() => _borrowed.Things.ToList().ForEach(f => Return(f));

    private StepResult Return(Folio folio)
    {
        _borrowed.Remove(folio);
        folio.Put();
        return StepResult.Ok;
    }
}
