using FolioModel.Cli.Content.Specification;

namespace FolioModel.Cli.Content.Core;

/// <summary>
/// Runs the specification beside a machine and compares: after every step the machine's state must be the specification's.
/// </summary>
internal sealed class Refinement
{
    private readonly Machine _machine;
    private readonly AddressSpace[] _files;
    private readonly Dictionary<int, Folio> _handles = [];
    private readonly Dictionary<Folio, int> _ids = [];
    private Finding? _wrongResult;

    public Refinement(Machine machine, AddressSpace[] files, bool tagsDirty = true)
    {
        _machine = machine;
        _files = files;
        State = SpecState.Empty(machine.Profile.FolioBatchCapacity);
        for (int i = 0; i < files.Length; i++)
        {
            SpecFile file = new(
                System.Collections.Immutable.ImmutableSortedDictionary<ulong, SpecEntry>.Empty, files[i].MinOrder.Value,
                    files[i].MaxOrder.Value,
                files[i].Size, files[i].IsUnevictable, tagsDirty);
            State = State.WithFile(i + 1, file);
        }
    }

    /// <summary>The specification's state.</summary>
    public SpecState State { get; private set; }

    public int IdOf(Folio folio) => _ids[folio];

    /// <summary>The specification has made its step.</summary>
    public void Expect(SpecState state)
    {
        State = state;
        Bind();
    }

    /// <summary>The specification has made its step, and says what the operation returns.</summary>
    public void Expect(SpecOutcome outcome, long actual, Folio returned = default)
    {
        State = outcome.State;
        if (outcome.Folio != 0 && !returned.IsNone)
        {
            if (_handles.TryGetValue(outcome.Folio, out Folio known) && known != returned)
            {
                _wrongResult ??= new Finding("refinement", $"the operation returned {returned}, the specification {known}");
            }

            _handles.TryAdd(outcome.Folio, returned);
            _ids.TryAdd(returned, outcome.Folio);
        }

        if (outcome.Result != actual)
        {
            _wrongResult ??= new Finding("refinement", $"the operation returned {actual}, the specification {outcome.Result}");
        }

        Bind();
    }

    /// <summary>Compares the whole state.</summary>
    public Finding? Compare()
    {
        if (_wrongResult is not null)
        {
            return _wrongResult;
        }

        foreach ((string difference, Folio folio) in new Abstraction(_machine, _files, State, _handles).Differences())
        {
            return Finding.Of("refinement", $"the machine is not in the specification's state: {difference}", folio);
        }

        return null;
    }

    /// <summary>Folios that the specification made are the machine's at the same place of the same file.</summary>
    private void Bind()
    {
        foreach (int gone in _handles.Keys.Where(id => !State.Folios.ContainsKey(id)).ToList())
        {
            _ids.Remove(_handles[gone]);
            _handles.Remove(gone);
        }

        foreach (SpecFolio folio in State.Folios.Values)
        {
            if (!_handles.ContainsKey(folio.Id) && folio.File != 0
                && _files[folio.File - 1].Pages.Peek(new PageIndex(folio.Index)) is { IsFolio: true } entry)
            {
                _handles[folio.Id] = entry.Folio;
                _ids[entry.Folio] = folio.Id;
            }
        }
    }
}
