using Orleans;
using Orleans.Runtime;

namespace FolioModel.Orleans.Grains;

/// <summary>The result of one unit, in a row of its own: a report never rewrites the results of others.</summary>
internal sealed class UnitResultGrain(
    [PersistentState("result", CampaignStorage.Name)] IPersistentState<StoredResult> state) : Grain, IUnitResultGrain
{
    /// <inheritdoc/>
    public async Task<bool> Keep(byte[] result)
    {
        StoredResult stored = state.State;
        bool isFirst = stored.Bytes is null;
        if (!isFirst && stored.Bytes.AsSpan().SequenceEqual(result))
        {
            DeactivateOnIdle();
            return true;
        }

        StoredResult before = new() { Bytes = stored.Bytes, Different = stored.Different };
        stored.Different = isFirst ? stored.Different : result;
        stored.Bytes ??= result;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // What storage does not have, memory must not have either: the worker tries again.
            state.State = before;
            DeactivateOnIdle();
            throw;
        }

        DeactivateOnIdle();
        return isFirst;
    }

    /// <inheritdoc/>
    public Task<UnitResult> Read()
    {
        DeactivateOnIdle();
        return Task.FromResult(new UnitResult(state.State.Bytes, state.State.Different));
    }

    /// <inheritdoc/>
    public async Task Forget()
    {
        DeactivateOnIdle();
        await state.ClearStateAsync();
    }
}

/// <summary>The stored result of a unit.</summary>
[GenerateSerializer, Alias("folio.unit-result-state")]
internal sealed class StoredResult
{
    /// <summary>The first result, or null.</summary>
    [Id(0)]
    public byte[]? Bytes { get; set; }

    /// <summary>A later result that differs, or null.</summary>
    [Id(1)]
    public byte[]? Different { get; set; }
}
