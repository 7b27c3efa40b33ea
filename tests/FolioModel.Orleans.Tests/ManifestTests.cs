using FolioModel.Silo;
using FolioModel.Tests.Documentation;
using k8s;
using k8s.Models;

namespace FolioModel.Orleans.Tests;

/// <summary>Tests the manifests for Kubernetes against its types, and what their containers run against the command line.</summary>
[TestFixture]
internal sealed class ManifestTests
{
    private static IEnumerable<string> Manifests() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy", "kubernetes"), "*.yaml").Select(static p => Path.GetFileName(p));

    [TestCaseSource(nameof(Manifests))]
    public void AManifestHasOnlyFieldsThatKubernetesKnows(string name)
    {
        foreach (IKubernetesObject<V1ObjectMeta> item in Load(name))
        {
            Assert.That(item.Metadata.Name, Does.Match("^[a-z][a-z0-9-]*$"));
        }
    }

    [Test]
    public void AFieldThatKubernetesDoesNotKnowIsRefused()
    {
        string text = File.ReadAllText(PathOf("campaign.yaml")).Replace("completionMode", "completionsMode", StringComparison.Ordinal);
        Assert.That(() => KubernetesYaml.LoadAllFromString(text, strict: true), Throws.Exception);
    }

    [TestCaseSource(nameof(Manifests))]
    public void ContainersOfTheSiloRunCommandsThatItHas(string name)
    {
        foreach (V1Container container in Load(name).SelectMany(Containers).Where(static c => c.Command is null))
        {
            Assert.That(SiloCommandLine.Create().Parse([.. container.Args]).Errors, Is.Empty, container.Name);
        }
    }

    [Test]
    public void TheIndexedJobHasAsManyTasksAsItSays()
    {
        V1JobSpec job = Load("campaign.yaml").OfType<V1Job>().Single().Spec;
        Assert.That(job.CompletionMode, Is.EqualTo("Indexed"));
        V1Container container = job.Template.Spec.Containers.Single();
        Assert.That(container.Env.Single(static v => v.Name == "TASKS").Value, Is.EqualTo($"{job.Completions}"));
    }

    [Test]
    public void EveryContainerMountsVolumesThatItsPodHas()
    {
        foreach (V1PodSpec pod in Manifests().SelectMany(Load).Select(PodOf).OfType<V1PodSpec>())
        {
            Assert.That(pod.Containers.SelectMany(static c => c.VolumeMounts ?? []).Select(static m => m.Name),
                Is.SubsetOf((pod.Volumes ?? []).Select(static v => v.Name)));
        }
    }

    private static IEnumerable<IKubernetesObject<V1ObjectMeta>> Load(string name) =>
        KubernetesYaml.LoadAllFromString(File.ReadAllText(PathOf(name)), strict: true).Cast<IKubernetesObject<V1ObjectMeta>>();

    private static IEnumerable<V1Container> Containers(IKubernetesObject item) => PodOf(item)?.Containers ?? [];

    private static V1PodSpec? PodOf(IKubernetesObject item) => item switch
    {
        V1Job job => job.Spec.Template.Spec,
        V1Deployment deployment => deployment.Spec.Template.Spec,
        _ => null,
    };

    private static string PathOf(string name) => Path.Combine(Repository.Root, "deploy", "kubernetes", name);
}
