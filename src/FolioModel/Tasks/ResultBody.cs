namespace FolioModel.Interleaving;

/// <summary>What a task with a result does: its body, and then somebody is told. It knows nothing that the body does not.</summary>
internal abstract class ResultBody;

/// <inheritdoc cref="ResultBody"/>
internal sealed class ResultBody<T>(Func<KernelWork<T>> body, Action<T> done) : ResultBody
{
    public async KernelWork Run() => done(await body());
}
